"""Run the command line as ``python -m wholeplace.faces.cli``."""

from wholeplace.faces.cli import main

main()

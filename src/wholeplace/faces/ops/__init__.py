"""The operator's commands: "python -m wholeplace.faces.ops help"."""

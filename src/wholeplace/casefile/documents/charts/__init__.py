"""Charts as SVG text: pure functions from figures to a drawing, each in a wide and a narrow form.

The narrow form is drawn for a screen of 320 pixels rather than scaled down to it, so that its letters stay
readable. Nothing is told by colour alone: every mark has its label or its sign beside it.
"""

"""How everything looks: colours by role, metrics, icons, one style sheet, a few small widgets."""

"""The figures that must hold: each module measures one, prints it, and fails where it does not hold."""

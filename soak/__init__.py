"""Long runs with crashes and faults, judged from the stand-in's log alone."""

"""Long runs with crashes, faults and every change of clocks, at full size."""

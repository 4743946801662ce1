"""People of whom only named workers may know: two decide it, and for everybody else the person is not there."""

"""What must be done: a row for each open thing that waits for an agency or worker, written with its cause."""

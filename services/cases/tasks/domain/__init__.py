"""What is true of tasks, lists and absences, whatever the computer."""

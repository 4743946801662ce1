"""Engine, unit of work, statements, row security, migrations."""

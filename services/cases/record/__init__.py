"""Everything known about one person, as one caller may see it; timeline, work list, disclosure."""

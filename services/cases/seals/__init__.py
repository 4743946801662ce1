"""To whom besides its writer a sealed item is shown: to workers who are named, for a time and for a reason."""

"""`/v1/persons`: registering, finding and opening people, and each part of what is kept about them."""

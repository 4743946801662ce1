"""The grammar policies are written in, and the page generated from them."""

"""What people say of the help that they receive: ratings and complaints."""

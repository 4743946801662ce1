"""How a request is carried to a service: in this process, or over the network. One interface, one behaviour."""

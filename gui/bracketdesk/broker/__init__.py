"""The client of the broker: REST, socket, sign-in, live account state, quotes."""

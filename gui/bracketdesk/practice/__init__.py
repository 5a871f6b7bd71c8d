"""The built-in practice exchange. It shares nothing with the client but `wire`."""

"""What the app does: session, ticket, submission, strategies. asyncio, no Qt."""

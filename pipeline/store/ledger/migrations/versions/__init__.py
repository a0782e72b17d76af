"""The steps by which a store came to its present layout, oldest first; a step that was released is never changed."""

"""Much input, in pieces, to a folder of shards: cut, worked on by many processes, resumed after any end.

What is done with a piece is handed in; here is only how a run is cut, spread, written down and gone on with.
"""

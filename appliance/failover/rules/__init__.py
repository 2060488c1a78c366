"""The rules of the election, each beside those it belongs with. Pure.

Sections are of D. Ongaro, "Consensus: Bridging Theory and Practice" (2014).
"""

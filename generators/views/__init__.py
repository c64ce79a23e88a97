"""What faces show of a territory, a plan, a proposal, a catalogue. Reads only."""

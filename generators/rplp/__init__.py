"""The RPLP of a kelurahan: snapshot, how it is made, pictures, and the use case that keeps it."""

"""The RP2KP-KP of a kab/kota: snapshot, how it is made from its kelurahan, pictures, and the use case that keeps it."""

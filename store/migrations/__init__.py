"""Migrations of the tables, run by `Database.upgrade`; they never import the tables of today."""

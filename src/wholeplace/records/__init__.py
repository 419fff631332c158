"""The one app with tables: what is stored, and what the database itself refuses."""

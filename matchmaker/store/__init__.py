"""What is kept: sessions, queries, vectors, jobs. SQLite and PostgreSQL behind one face."""

"""HTTP, whoever is asked: one request within its time, its limits and its retries."""

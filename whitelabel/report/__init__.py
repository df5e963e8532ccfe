"""What is told: problems, summaries and answers, as text, as JSON and as annotations; nothing is printed here."""

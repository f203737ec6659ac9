"""How the models are made. Nothing here is needed to run the software; torch and the corpora are needed to run this."""

"""What is sent and what is given back, as pydantic models: they also make the OpenAPI description."""

"""The job service: jobs, their queue, their stores as protocols, rendering and delivery."""

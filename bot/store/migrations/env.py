"""A connection in, alembic's run on it out; `bot.store.migrate` opens and commits."""

from alembic import context

from bot.store.model_schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()

"""What one test leaves behind in PostgreSQL, the next one never meets."""

import pytest

from tests.postgresql import Shelf

WORKSPACE = """
    INSERT INTO workspace (enterprise_id, slack_team_id, name, url, bot_user_id, bot_id, state,
        installed_at)
    VALUES ('', 'T1', 'n', 'u', 'U', 'B', 'active', now()) RETURNING id
"""


async def test_rows_are_gone_and_numbers_begin_again(postgresql_shelf: Shelf) -> None:
    for _ in range(2):
        name = await postgresql_shelf.lend()
        async with postgresql_shelf.server.connected(name) as connection:
            assert await connection.fetchval(WORKSPACE) == 1
            # Still connected, as a test would be that forgot to hang up.
            await postgresql_shelf.take_back(name)
        assert postgresql_shelf.idle[-1] == name


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE workspace ADD COLUMN more INTEGER",
        "ALTER TABLE workspace ALTER COLUMN name DROP NOT NULL",
        "CREATE INDEX another ON workspace (name)",
        "CREATE TABLE another (id INTEGER)",
        "DROP TABLE check_in CASCADE",
        "DROP TABLE alembic_version",
        "UPDATE alembic_version SET version_num = '9999'",
        "DELETE FROM alembic_version",
    ],
)
async def test_changed_tables_are_not_used_again(postgresql_shelf: Shelf, change: str) -> None:
    name = await postgresql_shelf.lend()
    async with postgresql_shelf.server.connected(name) as connection:
        await connection.execute(change)
    await postgresql_shelf.take_back(name)
    assert name not in postgresql_shelf.idle

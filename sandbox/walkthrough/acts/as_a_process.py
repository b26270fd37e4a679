"""The bot as an operator runs it: a process of its own, its settings in the environment."""

from sandbox.house import APP_TOKEN
from sandbox.walkthrough.first_week import FirstWeek
from sandbox.walkthrough.process import environment, free_port, running


async def play(stage: FirstWeek) -> None:
    """Start `okrbot run` on an empty database, use it once, and stop it."""
    stage.scene("The bot as a process of its own, on an empty database")
    await stage.house.stop()
    env = environment(
        api_url=stage.slack.api_url,
        database_url=f"sqlite:///{stage.house.folder / 'process.db'}",
        port=free_port(),
    )
    if stage.house.over_socket:
        env["SLACK_APP_TOKEN"] = APP_TOKEN
    stage.act("An operator types okrbot run")
    async with running("run", env=env, folder=str(stage.house.folder)) as bot:
        await bot.wait_started()
        for page in ("/healthz", "/readyz"):
            answer = await bot.get(page)
            stage.holds(f"{page} answers {answer}", answer.startswith("200"), answer)
        if not stage.house.over_socket:
            stage.slack.connect(f"{bot.base_url}/slack/events")
        await stage.command(stage.ana, "help")
        await stage.slack.until(lambda: stage.ana.last)
        stage.show_private(stage.ana, "/okr checkin")
        stage.act("The operator stops it (SIGTERM)")
        status = await bot.stop()
        stage.holds("it ends within ten seconds with exit status 0", status == 0, bot.said)
        stage.reads_not(bot.said, env["SLACK_BOT_TOKEN"], env["SLACK_SIGNING_SECRET"], APP_TOKEN)
        stage.holds("its log holds no token", env["SLACK_BOT_TOKEN"] not in bot.said)

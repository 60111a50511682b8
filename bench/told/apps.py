from django.apps import AppConfig

KIND = "bench_changed"


class ToldConfig(AppConfig):
    """A notice for everybody who watches something, on the ways of such notices: the page and a weekly mail."""

    name = "bench.told"

    def ready(self) -> None:
        from social import kinds
        from social.families import Family

        kinds.declare(
            KIND,
            family=Family.DISCOVERY,
            icon="bell",
            label="Measured",
            sentence="%(title)s has changed: %(word)s.",
            button="Look",
        )

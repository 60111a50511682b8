"""Composing the jobs of the sample: real facts, our own briefs, for made-up clients."""

from collections import Counter, defaultdict
from typing import Any

from marketplace.sample.compose import amounts, moulds
from marketplace.sample.compose.briefs import Writer
from marketplace.sample.compose.clients import Client, Office
from marketplace.sample.compose.grammar import Deck
from marketplace.sample.compose.jobs import Job
from marketplace.sample.compose.moulds import Mould
from marketplace.sample.compose.naming import Keys
from marketplace.sample.compose.topics import Tree

NOTE = (
    "Sample. Terms, budget, level, length, dates and number of proposals are real facts of one public post ({source}), "
    "moved to today by whole days. Client, title, brief, steps and closing day are ours."
)
_DAYS = {"under_month": 21, "one_to_three": 60, "three_to_six": 135, "over_six": 210, "": 28}
_POSTS = 9  # how many posts one client has at most
_AGAIN = 0.86  # how often a client who is there already posts again
_SMALL = 150  # US dollars: below, a job is paid in one step


class Board:
    """Makes up jobs until there are enough."""

    def __init__(self, deck: Deck, tree: Tree, office: Office) -> None:
        self._deck = deck
        self._tree = tree
        self._office = office
        self._writer = Writer(deck)
        self._moulds = moulds.read("jobs")
        self._used: Counter[int] = Counter()
        self._load: Counter[str] = Counter()
        self._keys = Keys()
        self.clients: list[Client] = []
        self.projects: list[dict[str, Any]] = []

    def fill(self, posts: list[Job], count: int) -> None:
        """Compose this many jobs, clients with several posts first."""
        most = max(8, count * 2 // len(self._moulds))
        for group in _by_client(posts):
            if len(self.projects) >= count:
                return
            self._post(group[:6], most)

    def _post(self, group: list[Job], most: int) -> None:
        matched = [(job, mould) for job in group if (mould := self._mould(job, most))]
        if not matched:
            return
        tags = self._common_tags([mould for _, mould in matched])
        matched = [(job, mould) for job, mould in matched if tags & self._office.tags(mould.firms)]
        language = matched[0][1].language
        client = self._client(matched[0][0], tags, language)
        written = [project for job, mould in matched if (project := self._compose(job, mould, client))]
        if written:
            client.fields = sorted({*client.fields, *(project["topics"][0] for project in written)})
            self._load[client.key] += len(written)
            self.projects += written

    def _client(self, job: Job, tags: set[str], language: str) -> Client:
        """Somebody of the right kind in the post's country: one who is there already, else a new one."""
        known = [
            client
            for client in self.clients
            if client.country == job.facts.place.country
            and client.tag in tags
            and client.language == language
            and self._load[client.key] < _POSTS
        ]
        if known and self._deck.chance.random() < _AGAIN:
            return min(known, key=lambda client: self._load[client.key])
        client = self._office.client(job.facts, sorted(tags), language)
        self.clients.append(client)
        return client

    def _common_tags(self, found: list[Mould]) -> set[str]:
        tags = self._office.tags(found[0].firms)
        for mould in found[1:]:
            tags = (tags & self._office.tags(mould.firms)) or tags
        return tags

    def _mould(self, job: Job, most: int) -> Mould | None:
        """The least used mould that serves this post's category, sum, terms and country."""
        german = job.facts.place.country in {"DE", "AT", "CH"}
        fitting = [
            (self._used[index], index)
            for index, mould in enumerate(self._moulds)
            if job.subcategory in mould.sources
            and self._used[index] < min(most, mould.most)
            and (mould.language == "en" or german)
            and (mould.usd[0] <= job.usd <= mould.usd[1] if job.basis == "fixed" else "hourly" in mould.words)
        ]
        if not fitting:
            return None
        _, index = min(fitting)
        self._used[index] += 1
        return self._moulds[index]

    def _compose(self, job: Job, mould: Mould, client: Client) -> dict[str, Any] | None:
        counted: dict[str, int] = {}
        for count in mould.counts:
            number = count.bought(job.usd, self._deck) if job.basis == "fixed" else count.some(self._deck)
            if number is None:
                return None
            counted[count.name] = number
        voice = self._writer.voice(mould, client, counted)
        title = self._writer.title(mould, voice, job)
        if title is None:
            return None
        summary, brief = self._writer.brief(mould, voice, job)
        closes = self._deck.chance.randint(2, 30)
        due = closes + round(_DAYS[job.length] * self._deck.chance.uniform(0.6, 1))
        low, high = job.proposals
        return {
            "key": self._keys.key(title), "client": client.key, "title": title, "summary": summary, "brief": brief,
            "topics": mould.topics, "skills": self._skills(mould), "basis": job.basis, "currency": job.currency,
            "budget_low": job.budget, "budget_high": job.budget, "level": job.level, "length": job.length,
            "hours_week": job.hours, "hires": job.hires, "where": job.where, "country": client.country,
            "city": client.city, "language": mould.language, "posted_day": job.posted_day,
            "posted_time": job.posted_time, "closes_day": closes, "due_day": due if job.basis == "fixed" else None,
            "proposals_low": low, "proposals_high": high, "milestones": self._milestones(job, mould, closes, due),
            "questions": self._writer.questions(mould, voice), "note": NOTE.format(source=job.source),
        }  # fmt: skip

    def _skills(self, mould: Mould) -> list[str]:
        """Three to five skills and tools; where the mould names too few, those that hang below its topics."""
        named = [self._tree.slug(name) for name in mould.skills]
        crafts = [slug for slug in named if self._tree.is_craft(slug)]
        below = [slug for topic in mould.topics for slug in self._tree.crafts_below(topic) if slug not in crafts]
        wanted = self._deck.chance.choice((3, 4, 5))
        found = self._deck.several(crafts, wanted) if crafts else []
        return [*found, *self._deck.several(below, min(wanted - len(found), 3))] if len(found) < 3 and below else found

    def _milestones(self, job: Job, mould: Mould, closes: int, due: int) -> list[dict[str, Any]]:
        """The job in steps; one that is small or paid by the hour has none."""
        if job.basis != "fixed" or job.usd < _SMALL:
            return []
        steps = [step for text in mould.steps for step in amounts.steps(text)]
        parts = amounts.shares(job.budget, [share for _, share in steps], job.currency)
        done, milestones = 0, []
        for (name, share), amount in zip(steps, parts, strict=True):
            done += share
            day = closes + round((due - closes) * done / 100)
            milestones.append({"name": name, "due_day": day, "amount": amount})
        return milestones


def _by_client(posts: list[Job]) -> list[list[Job]]:
    groups: dict[str, list[Job]] = defaultdict(list)
    for post in posts:
        groups[f"{post.source} {post.client}"].append(post)
    return sorted(groups.values(), key=lambda group: (-min(len(group), 3), group[0].rank))


def compose(deck: Deck, tree: Tree, office: Office, posts: list[Job], count: int) -> Board:
    """A board with this many jobs and the clients who posted them."""
    board = Board(deck, tree, office)
    board.fill(posts, count)
    return board

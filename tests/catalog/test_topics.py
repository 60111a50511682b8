"""The topic tree keeps its ways up right, whatever is moved."""

import pytest
from django.urls import reverse

from marketplace.catalog import listings, topics
from marketplace.catalog.listings import Face
from marketplace.catalog.models import Topic
from marketplace.kit.models import AuditEntry


@pytest.fixture
def tree(db) -> dict[str, Topic]:
    """design over books over type; words."""
    made: dict[str, Topic] = {}
    for slug, parent in (("design", None), ("books", "design"), ("type", "books"), ("words", None)):
        made[slug] = topics.save(Topic(slug=slug, name=slug.title(), parent=made.get(parent)))
    return made


def way(slug: str) -> list[str]:
    """The slugs from the root down to the topic."""
    names = {topic.pk: topic.slug for topic in Topic.objects.all()}
    return [names[pk] for pk in Topic.objects.get(slug=slug).lineage]


class TestSave:
    def test_a_new_topic_knows_its_way_up(self, tree):
        assert (way("design"), way("type")) == (["design"], ["design", "books", "type"])

    def test_moving_one_moves_all_below_it(self, tree):
        tree["books"].parent = tree["words"]
        topics.save(tree["books"])
        assert (way("books"), way("type")) == (["words", "books"], ["words", "books", "type"])

    def test_listings_move_along(self, tree, job):
        listings.publish(job, Face(title="x", url="/x/", topics=[tree["type"], tree["words"]]))
        tree["books"].parent = None
        topics.save(tree["books"])
        job.refresh_from_db()
        assert job.lineage == sorted(tree[slug].pk for slug in ("books", "type", "words"))

    def test_a_topic_cannot_lie_below_itself(self, tree):
        tree["design"].parent = tree["type"]
        with pytest.raises(topics.Loop):
            topics.save(tree["design"])
        assert way("type") == ["design", "books", "type"]

    def test_two_moves_at_once_make_no_loop(self, two_connections, request):
        request.getfixturevalue("tree")

        def move(slug: str, under: str) -> None:
            topic = Topic.objects.get(slug=slug)
            topic.parent = Topic.objects.get(slug=under)
            topics.save(topic)

        results = two_connections(lambda: move("design", "words"), lambda: move("words", "type"))
        assert [type(result) for result in results if result] == [topics.Loop]

    def test_saving_one_that_did_not_move_touches_nothing_else(self, tree, django_assert_num_queries):
        tree["type"].summary = "Letters"
        with django_assert_num_queries(7):  # savepoint, lock, parent, save, ways, listings, release
            topics.save(tree["type"])


class TestAdmin:
    @pytest.fixture
    def staff(self, client_of, dev):
        dev.is_superuser = True
        dev.save()
        return client_of(dev)

    def post(self, staff, topic: Topic, parent: Topic):
        data = {"name": topic.name, "slug": topic.slug, "kind": "field", "cover_style": "grid", "parent": parent.pk}
        data["reason"] = "Books are made of words."
        return staff.post(reverse("admin:catalog_topic_change", args=[topic.pk]), data)

    def test_staff_move_a_topic_with_all_below_it(self, staff, tree):
        assert self.post(staff, tree["books"], tree["words"]).status_code == 302
        assert way("type") == ["words", "books", "type"]
        assert AuditEntry.objects.latest("pk").data["reason"] == "Books are made of words."

    def test_a_loop_is_told_at_the_field(self, staff, tree):
        answer = self.post(staff, tree["design"], tree["type"])
        assert "That topic lies below this one." in answer.content.decode()

    @pytest.mark.parametrize("model", ["listing", "topic"])
    def test_the_lists_take_the_same_queries_for_one_and_many_rows(self, staff, job, tree, model, queries):
        one = queries(lambda: staff.get(reverse(f"admin:catalog_{model}_changelist")))
        for number in range(10):
            listings.register("work", owner=job.owner, title=f"Work {number}")
            topics.save(Topic(slug=f"more-{number}", name=f"More {number}", parent=tree["design"]))
        assert queries(lambda: staff.get(reverse(f"admin:catalog_{model}_changelist"))) == one

"""Rewards that are files: stored before anything is locked, and gone where they are refused."""

import io

import pytest
from django.db import connection

from fundraising import reward_files
from fundraising.models import RewardFile
from marketplace.kit import private_files
from marketplace.kit.refusals import Refused
from marketplace.kit.uploads import Upload
from tests.fundraising import backing

pytestmark = pytest.mark.django_db


@pytest.fixture
def reward(ada):
    return backing.open_fundraiser(ada).rewards.get()


def upload():
    return Upload(io.BytesIO(b"%PDF-1.4"), "application/pdf", 8, "random.pdf", "Song.pdf")


def test_it_is_stored_before_the_fundraiser_is_locked(reward, ada, monkeypatch):
    depth, store = [], private_files.PrivateFolder._save

    def noting(self, name, content):
        depth.append(len(connection.savepoint_ids))
        return store(self, name, content)

    monkeypatch.setattr(private_files.PrivateFolder, "_save", noting)
    made = reward_files.add(reward, upload(), by=ada)
    assert depth == [len(connection.savepoint_ids)]
    assert (made.name, made.file.read()) == ("Song.pdf", b"%PDF-1.4")


def test_one_too_many_is_refused_and_leaves_nothing(reward, ada, settings, monkeypatch):
    monkeypatch.setattr(reward_files, "MOST", 1)
    reward_files.add(reward, upload(), by=ada)
    with pytest.raises(Refused):
        reward_files.add(reward, upload(), by=ada)
    looked = iter([None])  # while it was stored, somebody added another
    real = reward_files._check_room
    monkeypatch.setattr(reward_files, "_check_room", lambda *args: next(looked, real) and real(*args))
    with pytest.raises(Refused):
        reward_files.add(reward, upload(), by=ada)
    assert RewardFile.objects.count() == 1
    assert len([one for one in settings.PRIVATE_ROOT.rglob("*") if one.is_file()]) == 1

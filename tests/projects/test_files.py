"""Files of a brief."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from projects import projects
from projects.models import ProjectFile

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def files_of(project):
    return reverse("projects:add_file", args=[project.listing.slug])


def sent(content=PDF, name="journals we like.pdf"):
    return {"file": SimpleUploadedFile(name, content)}


def test_a_file_stands_on_the_page_under_its_own_name(ada, client, job, client_of):
    client_of(ada).post(files_of(job), sent())
    kept = ProjectFile.objects.get()
    assert kept.size == len(PDF)
    page = client.get(job.get_absolute_url()).text
    assert "journals we like.pdf" in page
    assert "journals we like.pdf" not in kept.file.url


@pytest.mark.parametrize("content", [b"", b"<html><script>alert(1)</script></html>", b"MZ\x90\x00 a program"])
def test_it_is_judged_by_what_is_in_it(ada, job, client_of, content):
    answer = client_of(ada).post(files_of(job), sent(content), follow=True)
    assert not ProjectFile.objects.exists()
    assert "toast--danger" in answer.text


def test_there_are_at_most_ten(ada, job, client_of, monkeypatch):
    monkeypatch.setattr("projects.files.MOST", 1)
    for _twice in range(2):
        answer = client_of(ada).post(files_of(job), sent(), follow=True)
    assert "at most 1 files" in answer.text
    assert ProjectFile.objects.count() == 1


def test_it_is_removed_with_what_is_stored(ada, job, client_of, django_capture_on_commit_callbacks):
    client_of(ada).post(files_of(job), sent())
    kept = ProjectFile.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        client_of(ada).post(reverse("projects:remove_file", args=[kept.pk]))
    assert not ProjectFile.objects.exists()
    assert not kept.file.storage.exists(kept.file.name)


def test_a_stranger_adds_and_removes_nothing(ada, eve, job, client_of, client):
    client_of(ada).post(files_of(job), sent())
    remove = reverse("projects:remove_file", args=[ProjectFile.objects.get().pk])
    assert client_of(eve).post(files_of(job), sent()).status_code == 404
    assert client_of(eve).post(remove).status_code == 404
    assert client.post(remove).status_code == 302
    assert client_of(ada).get(remove).status_code == 405
    assert ProjectFile.objects.count() == 1


def test_a_closed_job_keeps_its_files(ada, job, client_of):
    client_of(ada).post(files_of(job), sent())
    projects.cancel(job, by=ada)
    client_of(ada).post(reverse("projects:remove_file", args=[ProjectFile.objects.get().pk]))
    assert ProjectFile.objects.exists()

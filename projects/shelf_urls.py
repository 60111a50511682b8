"""Addresses of the files of a contract; part of projects.urls."""

from django.urls import path

from projects.views import shelf

urlpatterns = [
    path("contracts/<uuid:pk>/files/", shelf.files, name="files"),
    path("contracts/<uuid:pk>/files/new/", shelf.add, name="add_shared_file"),
    path("shared-files/<uuid:pk>/", shelf.shared_file, name="shared_file"),
    path("shared-files/<uuid:pk>/versions/", shelf.renew, name="renew_file"),
    path("shared-files/<uuid:pk>/name/", shelf.rename, name="rename_file"),
    path("shared-files/<uuid:pk>/removal/", shelf.remove, name="remove_shared_file"),
    path("shared-files/<uuid:pk>/return/", shelf.bring_back, name="bring_back_file"),
    path("file-versions/<uuid:pk>/", shelf.download, name="file_version"),
    path("file-versions/<uuid:pk>/preview/", shelf.preview, name="version_preview"),
    path("file-versions/<uuid:pk>/restoration/", shelf.restore, name="restore_version"),
]

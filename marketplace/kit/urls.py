from django.urls import path, re_path

from marketplace.kit.views import covers, health, shell

app_name = "kit"
urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.show_metrics, name="metrics"),
    re_path(r"^covers/person/(?P<letter>[A-Z0-9&])-(?P<seed>[\w-]{1,64})\.svg$", covers.person, name="monogram"),
    re_path(r"^covers/(?P<style>[a-z]+)/(?P<name>[\w&-]{1,70})\.svg$", covers.listing, name="cover"),
    path("favicon.ico", shell.favicon, name="favicon"),
    path("manifest.webmanifest", shell.manifest, name="manifest"),
    path("shortcuts/", shell.shortcuts, name="shortcuts"),
    path("offline/", shell.offline, name="offline"),
    path("service-worker.js", shell.service_worker, name="service_worker"),
]

from django.contrib.sitemaps import views as sitemaps
from django.urls import path
from django.views.decorators.cache import cache_control

from discovery.feeds import NewFeed, PartyFeed, TopicFeed
from discovery.sitemaps import MAPS
from discovery.views import discover, home, reach, topics

app_name = "discovery"

_hourly = cache_control(public=True, max_age=3600)
_index = {"sitemaps": MAPS, "sitemap_url_name": "discovery:sitemap"}

urlpatterns = [
    path("", home.home, name="home"),
    path("discover/", discover.discover, name="discover"),
    path("discover/suggest/", discover.suggest, name="suggest"),
    path("discover/feed/", NewFeed(), name="feed"),
    path("topics/", topics.topic_index, name="topics"),
    path("topics/<slug:slug>/", topics.topic, name="topic"),
    path("topics/<slug:slug>/feed/", TopicFeed(), name="topic_feed"),
    path("people/<slug:slug>/feed/", PartyFeed(), name="person_feed"),
    path("companies/<slug:slug>/feed/", PartyFeed(), name="company_feed"),
    path("sitemap.xml", _hourly(sitemaps.index), _index, name="sitemap_index"),
    path("sitemap-<section>.xml", _hourly(sitemaps.sitemap), {"sitemaps": MAPS}, name="sitemap"),
    path("robots.txt", reach.robots, name="robots"),
    path("opensearch.xml", reach.opensearch, name="opensearch"),
]

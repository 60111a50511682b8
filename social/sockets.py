"""The sockets of the social floor."""

from django.urls import URLPattern

routes: list[URLPattern] = []

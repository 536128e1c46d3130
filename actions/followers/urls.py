from django.urls import path

from . import views, views_feeds, views_followers

urlpatterns = [
    path("<slug:partnership>/followers/", views_followers.followers, name="followers"),
    path("<slug:partnership>/public-meetings.atom", views_feeds.meetings_news, name="meetings_news"),
    path("<slug:partnership>/follow/", views.follow_page, name="follow"),
    path("<slug:partnership>/follow/confirm/<str:token>/", views.follow_confirm, name="follow_confirm"),
    path("<slug:partnership>/follow/stop/<str:token>/", views.follow_stop, name="follow_stop"),
]

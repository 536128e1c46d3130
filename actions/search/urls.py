from django.urls import path

from . import views, views_activity_log, views_sign_ins

urlpatterns = [
    path("<slug:partnership>/search/", views.search, name="search"),
    path("<slug:partnership>/people/sign-ins/", views_sign_ins.sign_ins, name="sign_ins"),
    path("<slug:partnership>/people/sign-ins.<slug:kind>", views_sign_ins.sign_ins_file, name="sign_ins_file"),
    path("<slug:partnership>/log/", views_activity_log.log, name="log"),
    path("<slug:partnership>/log/log.<slug:kind>", views_activity_log.log_file, name="log_file"),
    path("<slug:partnership>/actions/", views.action_list, name="action_list"),
    path("<slug:partnership>/actions/actions.<slug:kind>", views.action_list_file, name="action_list_file"),
    path("<slug:partnership>/updates/", views.update_list, name="update_list"),
    path("<slug:partnership>/updates/updates.<slug:kind>", views.update_list_file, name="update_list_file"),
    path("<slug:partnership>/decisions/", views.decision_list, name="decision_list"),
    path("<slug:partnership>/decisions/decisions.<slug:kind>", views.decision_list_file, name="decision_list_file"),
]

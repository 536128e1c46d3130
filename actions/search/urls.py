from django.urls import path

from . import views, views_activity_log, views_sign_ins

urlpatterns = [
    path("<slug:partnership>/search/", views.search, name="search"),
    path("<slug:partnership>/people/sign-ins/", views_sign_ins.sign_ins, name="sign_ins"),
    path("<slug:partnership>/people/sign-ins.<slug:kind>", views_sign_ins.sign_ins_file, name="sign_ins_file"),
    path("<slug:partnership>/log/", views_activity_log.log, name="log"),
    path("<slug:partnership>/log/log.<slug:kind>", views_activity_log.log_file, name="log_file"),
]
for noun in views.LISTS:
    address, which = f"<slug:partnership>/{noun}s/", {"noun": noun}
    urlpatterns += [
        path(address, views.filtered_list, which, name=f"{noun}_list"),
        path(f"{address}{noun}s.<slug:kind>", views.filtered_list_file, which, name=f"{noun}_list_file"),
    ]

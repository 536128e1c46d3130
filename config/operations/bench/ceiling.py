"""The upper limit of this gunicorn with these middlewares: a view that returns bytes from memory.

The bench serves it beside the site, with BENCH_PATH (its address), BENCH_FILE (the file with its content) and
BENCH_HEADERS (the response headers as JSON) in the environment.
"""

import gc
import json
import os
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path

CONTENT = Path(os.environ["BENCH_FILE"]).read_bytes()
HEADERS = json.loads(os.environ["BENCH_HEADERS"])


@login_not_required
def ceiling(request):
    return HttpResponse(CONTENT, headers=HEADERS)


urlpatterns = [path(os.environ["BENCH_PATH"].lstrip("/"), ceiling)]

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
settings.ROOT_URLCONF = __name__
application = get_wsgi_application()
gc.freeze()  # as config/wsgi.py does

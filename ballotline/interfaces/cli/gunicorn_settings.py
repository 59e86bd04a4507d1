"""How gunicorn serves our pages. `ballotline serve` names this module to it, and gives it the open socket.

Everything that a host may change comes from config.py; a gunicorn.conf.py in the working folder is not read.
"""

from ballotline.settings import CONFIG

wsgi_app = "ballotline.wsgi:application"
worker_class = "ballotline.interfaces.cli.whole_requests.WholeRequests"
workers = CONFIG.web_processes
threads = CONFIG.web_threads
worker_connections = 800  # in each process; most machines let one open 1,024 files
preload_app = False  # each process opens its own database connection

# Seconds. Idle connections wait in a poller and hold no thread. A browser keeps its connection while somebody reads and
# types.
keepalive = 20
# After so many seconds without a sign of the process itself (a request may take longer) it is started anew
timeout = 60
graceful_timeout = 20

# The head of a request, as gunicorn has it by default but for the number of fields: browsers send about twenty. Its
# body is limited by interfaces/site/limits.py before anything reads it.
limit_request_line = 4094
limit_request_fields = 64
limit_request_field_size = 8190

forwarded_allow_ips = ",".join(str(network) for network in CONFIG.proxies)
accesslog = None  # addresses of readers are nobody's business
errorlog = "-"
loglevel = "warning"
control_socket_disable = True

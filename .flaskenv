# Where the flask command finds this project
FLASK_APP=commands

"""The bed under the tests: databases made by the migrations, a client that watches, sockets that stay shut."""

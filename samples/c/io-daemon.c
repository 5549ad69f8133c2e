// SPDX-License-Identifier: MIT
/*
 * A daemon that sleeps until a request is there, and the code that wakes it. Right: no findings.
 *
 * The daemon registers first and tests second, so a request that is added between the two sets it running again
 * and the sleep returns at once.
 */
#include <linux/freezer.h>
#include <linux/kthread.h>
#include <linux/list.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

#define DATA_READY 0

struct io_request {
	struct list_head list;
	int sector;
};

static DECLARE_WAIT_QUEUE_HEAD(io_wait);
static DEFINE_SPINLOCK(io_lock);
static LIST_HEAD(io_requests);
static unsigned long io_flags;

/* Update the condition, then wake: in the other order the daemon could test too early and sleep on. */
void io_add_request(struct io_request *request)
{
	spin_lock(&io_lock);
	list_add_tail(&request->list, &io_requests);
	spin_unlock(&io_lock);

	set_bit(DATA_READY, &io_flags);
	wake_up_interruptible(&io_wait);
}

static struct io_request *io_next_request(void)
{
	struct io_request *request;

	spin_lock(&io_lock);
	request = list_first_entry_or_null(&io_requests, struct io_request, list);
	if (request)
		list_del(&request->list);
	spin_unlock(&io_lock);
	return request;
}

static void io_serve_all(void)
{
	struct io_request *request;

	while ((request = io_next_request()) != NULL) {
		pr_debug("serving sector %d\n", request->sector);
		kfree(request);
	}
}

/* Sleeps while DATA_READY is clear. */
static int io_daemon(void *unused)
{
	DEFINE_WAIT(wait);

	while (!kthread_should_stop()) {
		prepare_to_wait(&io_wait, &wait, TASK_INTERRUPTIBLE);
		if (!test_bit(DATA_READY, &io_flags) && !kthread_should_stop())
			schedule();
		finish_wait(&io_wait, &wait);

		if (test_and_clear_bit(DATA_READY, &io_flags))
			io_serve_all();
	}
	return 0;
}

/* The same daemon with the whole protocol in one macro. It takes the queue itself: no & before io_wait. */
static int io_daemon_short(void *unused)
{
	while (!kthread_should_stop()) {
		if (wait_event_interruptible(io_wait, test_bit(DATA_READY, &io_flags) || kthread_should_stop()))
			continue;
		if (test_and_clear_bit(DATA_READY, &io_flags))
			io_serve_all();
	}
	return 0;
}

struct task_struct *io_start(bool brief)
{
	return kthread_run(brief ? io_daemon_short : io_daemon, NULL, "io-daemon");
}

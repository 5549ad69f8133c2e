import type { ApiEntry } from './entry.js';
import { entries } from './kernel-build.js';

/** Functions of frameworks and buses that take mutexes, allocate or wait, and so may sleep. */
export const frameworkEntries: readonly ApiEntry[] = [
  ...files(),
  ...memory(),
  ...interrupts(),
  ...clocksAndPower(),
  ...buses(),
  ...classes(),
  ...storage(),
  ...network(),
];

function sleeper(doc: string, ...names: readonly string[]): readonly ApiEntry[] {
  return entries(names, 'may-sleep', 'sched', doc);
}

/** Allocates, with its flags at position `flags`. */
function allocator(flags: number, ...names: readonly string[]): readonly ApiEntry[] {
  const doc = 'Allocates; sleeps if its flags let it (GFP_KERNEL).';
  return entries(names, 'may-sleep', 'sched', doc, { flags });
}

function files(): readonly ApiEntry[] {
  const pair = (what: string): readonly string[] => [`sysfs_create_${what}`, `sysfs_remove_${what}`];
  return [
    ...sleeper(
      'Changes sysfs under its mutex: may sleep.',
      ...['file', 'group', 'groups', 'link', 'bin_file'].flatMap(pair),
      ...['device_create_file', 'device_remove_file', 'kobject_add', 'kobject_init_and_add', 'kobject_del'],
    ),
    ...sleeper(
      'Changes a file system of the kernel under a lock that sleeps.',
      ...['debugfs_create_dir', 'debugfs_create_file', 'debugfs_remove', 'debugfs_remove_recursive'],
      ...['proc_create', 'proc_create_data', 'proc_mkdir', 'proc_remove', 'remove_proc_entry'],
    ),
    ...sleeper('Touches user memory: may sleep.', 'simple_read_from_buffer', 'simple_write_to_buffer'),
  ];
}

function memory(): readonly ApiEntry[] {
  return [
    ...sleeper('Gives back mappings of the kernel: may sleep.', 'vunmap', 'iounmap'),
    ...sleeper("Works on the kernel's page tables: may sleep.", 'vmap', 'ioremap', 'memremap'),
    ...allocator(0, 'kvasprintf'),
    ...allocator(1, 'ida_alloc', 'alloc_pages_exact', 'alloc_pages_node', 'kmem_cache_alloc_node'),
    ...allocator(2, 'ida_alloc_max', 'ida_alloc_min', 'sg_alloc_table', 'kfifo_alloc', 'kmemdup_nul'),
    ...allocator(2, 'sk_alloc', 'sock_kmalloc', 'devm_krealloc'),
    ...allocator(3, 'ida_alloc_range', 'ida_simple_get', 'xa_insert', 'dma_alloc_wc', 'dmam_alloc_coherent'),
    ...allocator(3, 'bio_alloc'),
    ...allocator(4, 'blk_rq_map_kern', 'netlink_broadcast', 'genlmsg_multicast'),
  ];
}

function interrupts(): readonly ApiEntry[] {
  return sleeper(
    'Allocates interrupts or gives them back, under a mutex: may sleep.',
    ...['pci_alloc_irq_vectors', 'pci_free_irq_vectors', 'pci_enable_msi', 'pci_disable_msi'],
    ...['pci_enable_msix_range', 'pci_enable_msix_exact', 'pci_disable_msix'],
  );
}

function clocksAndPower(): readonly ApiEntry[] {
  return [
    ...sleeper('Takes a mutex of the clock framework: may sleep.', 'clk_set_rate', 'clk_set_parent'),
    ...sleeper(
      'Takes a mutex of the clock framework: may sleep.',
      ...['clk_bulk_prepare', 'clk_bulk_unprepare', 'clk_bulk_prepare_enable', 'clk_bulk_disable_unprepare'],
    ),
    ...sleeper(
      'Takes a mutex of the regulator framework: may sleep.',
      ...['regulator_set_voltage', 'regulator_get', 'devm_regulator_get', 'regulator_put'],
    ),
  ];
}

function buses(): readonly ApiEntry[] {
  const block = ['block_data', 'i2c_block_data'];
  return [
    ...sleeper(
      'Sleeps until the bus has carried the message.',
      ...block.flatMap((what) => [`i2c_smbus_read_${what}`, `i2c_smbus_write_${what}`]),
      ...['i2c_smbus_xfer', 'spi_w8r8', 'spi_w8r16', 'spi_sync_transfer', 'spi_sync_locked'],
      ...['sdio_claim_host', 'mmc_wait_for_req', 'mmc_wait_for_cmd'],
    ),
    ...sleeper(
      'Waits for the transfers of the USB device: may sleep.',
      ...['usb_set_configuration'],
      ...['usb_driver_release_interface', 'usb_poison_anchored_urbs'],
    ),
  ];
}

/** What registers with a class of devices. */
function classes(): readonly ApiEntry[] {
  const pairs = [
    'led_classdev',
    'power_supply',
    'rtc_device',
    'i2c_adapter',
    'watchdog',
    'thermal_zone_device',
  ];
  return sleeper(
    'Adds a device to its class or takes it out, under mutexes: may sleep.',
    ...pairs.flatMap((stem) => [`${stem}_register`, `${stem}_unregister`]),
    ...['video_register_device', 'video_unregister_device', 'hid_hw_stop', 'hid_hw_close'],
    ...['snd_card_register', 'snd_card_free', 'snd_card_disconnect', 'tty_register_device'],
    ...['tty_unregister_device', 'cdev_del', 'class_create', 'class_destroy', 'device_release_driver'],
  );
}

function storage(): readonly ApiEntry[] {
  return sleeper(
    'Waits for the block device: may sleep.',
    ...['blk_mq_freeze_queue', 'del_gendisk', 'blk_execute_rq', 'submit_bio_wait', 'sync_blockdev'],
    ...['invalidate_bdev', 'blkdev_issue_flush', 'blkdev_issue_discard', 'blkdev_put'],
    ...['scsi_add_device', 'scsi_remove_device', 'scsi_remove_host', 'scsi_scan_host', 'scsi_execute_cmd'],
  );
}

function network(): readonly ApiEntry[] {
  return sleeper(
    'Waits for the network device or takes the mutex of all: may sleep.',
    ...['register_netdevice', 'unregister_netdevice', 'free_netdev', 'dev_open', 'dev_close'],
    ...['dev_set_mtu', 'phy_init_hw', 'phy_attach', 'phy_detach'],
  );
}
